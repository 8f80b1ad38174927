DROP TRIGGER training_enrolments_stay;
DROP TABLE training_enrolments;
-- Nobody has a place any more; the batches stay.
UPDATE training_batches SET taken = 0;
