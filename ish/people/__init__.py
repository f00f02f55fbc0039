"""The spine, Person and Participation, with requirements and consequences; may import programme and below."""
