"""A gate that refuses what AWS would refuse: it checks each request before moto does."""
