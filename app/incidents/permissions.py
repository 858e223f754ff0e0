"""The page of the service's state is public; who tells of trouble is the desk's to say."""
