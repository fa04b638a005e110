"""What builds, runs and checks Kakomi. Nothing here is in the extension."""
