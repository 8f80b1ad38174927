DROP TABLE task_hand_ins;
DROP TABLE class_tasks;
DROP TABLE guidance_records;
DROP TABLE guidance_requests;
