"""Orders of companies at the desk: made by hand, their places, their bill, how a session sells them."""
