DROP TABLE notices;
DROP TABLE api_clients;
DROP TABLE sessions;
DROP TABLE grants;
DROP TABLE users;
