"""The house keeps its shape: storeys, rooms, sizes, and reasons for every exception."""
