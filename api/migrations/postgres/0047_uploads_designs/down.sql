DROP TABLE teaching_design_versions;
DROP TABLE teaching_designs;
DROP TABLE upload_chunks;
DROP TABLE uploads;
DROP FUNCTION teaching_design_versions_fixed();
DROP FUNCTION teaching_designs_deadline();
