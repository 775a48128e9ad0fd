"""Orders: from the person who gives one to the person in charge, and back.

``give``, ``withdraw``, ``remind`` are the giver's; ``look``, ``open_link``, ``answer`` are the recipient's, through a link that
opens once; ``read`` is everybody's who may. Each step is one transaction: the order's state, its row in ``order_step``, the audit
row and the live event come together or not at all.
"""

from geodata.orders.answers import answer, withdraw
from geodata.orders.give import Due, Given, give, remind
from geodata.orders.links import Look, Opened, look, open_link

__all__ = ["Due", "Given", "Look", "Opened", "answer", "give", "look", "open_link", "remind", "withdraw"]
