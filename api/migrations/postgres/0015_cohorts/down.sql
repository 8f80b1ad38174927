DROP TABLE cohort_teachers;
DROP TABLE cohort_students;
DROP TABLE cohorts;
