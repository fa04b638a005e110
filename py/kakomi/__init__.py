"""What Kakomi knows: accounts, codes, vault, scanning. Only ``kakomi.chrome`` meets the browser."""
