"""What every capability needs: configuration, paths, database, languages, security headers, errors."""
