DROP TABLE issuer_keys;
DROP FUNCTION issuer_keys_immutable();
