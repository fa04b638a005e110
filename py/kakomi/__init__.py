"""What Kakomi knows: accounts, codes, vault, scanning. Pure; only ``kakomi.chrome`` meets the browser."""
