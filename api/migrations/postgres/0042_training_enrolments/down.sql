DROP TABLE training_enrolments;
DROP FUNCTION training_enrolments_stay();
DROP FUNCTION training_enrolments_take();
DROP FUNCTION training_enrolments_counted(TEXT);
