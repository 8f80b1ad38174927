DROP TABLE certificate_shares;
