"""The sandbox that is a country: 18 provinces, 148 districts, their offices, and a month of life from a fixed seed."""
