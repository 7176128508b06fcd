"""督办件的一生 workflows: what people may do with a task, and who; the only room that knows `transitions`."""
