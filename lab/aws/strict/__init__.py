"""An AWS that refuses what Amazon's would refuse: it looks at each request before moto does."""
