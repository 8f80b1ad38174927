DROP TABLE status_lists;
