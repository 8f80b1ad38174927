DROP TRIGGER teaching_design_versions_stay;
DROP TABLE teaching_design_versions;
DROP TABLE teaching_designs;
DROP TABLE upload_chunks;
DROP TABLE uploads;
