DROP TABLE training_enrolments;
-- Nobody has a place any more; the batches stay.
UPDATE training_batches SET taken = 0;
DROP FUNCTION training_enrolments_stay();
DROP FUNCTION training_enrolments_take();
DROP FUNCTION training_enrolments_counted(TEXT);
