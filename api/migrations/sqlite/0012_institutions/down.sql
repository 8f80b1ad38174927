DROP TABLE institution_applications;
DROP TABLE institutions;
