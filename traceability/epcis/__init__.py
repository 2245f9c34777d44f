"""The REST interface of EPCIS 2.0 (section 12), for partners with a key."""
