DROP TABLE transfers;
DROP TABLE member_history;
DROP TABLE teachers;
DROP TABLE students;
DROP TABLE persons;
