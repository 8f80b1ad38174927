DROP TABLE subject_result_history;
DROP TABLE subject_results;
