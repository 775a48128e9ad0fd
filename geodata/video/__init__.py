"""Cameras: which has a picture, who may watch on what ground, the relay, and the measured status. Fixed view only, no sound."""
