DROP TABLE certificate_prints;
