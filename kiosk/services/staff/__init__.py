"""Who works at the counter (值班员, 班长): their roles and PINs."""
