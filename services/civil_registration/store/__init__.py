"""SQL of civil registration, by aspect: nobody else reads or writes its tables."""
