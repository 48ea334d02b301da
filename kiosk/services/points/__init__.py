"""Points (积分): members, what they earn and redeem, goods, donations."""
