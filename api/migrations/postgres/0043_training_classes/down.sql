ALTER TABLE training_enrolments DROP COLUMN class_id;
DROP TABLE training_merges;
DROP TABLE training_class_trainers;
DROP FUNCTION training_class_trainers_last;
DROP TABLE training_class_regions;
DROP TABLE training_classes;
DROP FUNCTION training_classes_trainer;
