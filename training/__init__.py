"""How the model is made. Not part of the installed package."""
