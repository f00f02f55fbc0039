"""Pages of the board: reviewers read, organisers look after it and take the result over."""
