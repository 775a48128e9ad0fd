"""Map layers as a catalogue: one file a layer, and what layers share (classification, legends, the view)."""
