DELETE FROM occupancy WHERE source_kind = 'trainer_absence';
DROP TABLE trainer_absences;
DROP TABLE training_materials;
DROP TABLE training_batch_trainers;
DROP TABLE training_trainers;
DROP TABLE training_batch_regions;
DROP TABLE training_batches;
