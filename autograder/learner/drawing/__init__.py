"""How is something drawn for a learner? Shapes, colours that everybody can tell apart, pictures of arrays."""
