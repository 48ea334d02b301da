"""Who signs in at the counter (值班员, 班长, 审计): their roles and PINs."""
