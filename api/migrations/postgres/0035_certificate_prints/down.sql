DROP TABLE certificate_prints;
DROP FUNCTION certificate_prints_immutable();
