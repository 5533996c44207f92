"""The doctor: is the payment integration set up rightly, and does it do its work?

``outside`` asks the provider, the other parts ask settings and database alone. The desk shows all of it,
``payments doctor`` tells it on the command line. A new check is one function in the list of its part.
"""
