DROP TRIGGER training_enrolments_stay;
DROP TABLE training_enrolments;
