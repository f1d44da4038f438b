-- Which silos there are. Every change of a member also counts the version up, and only from the version that its writer knew.
CREATE TABLE cluster_version (
    deployment text        COLLATE "C" NOT NULL PRIMARY KEY,
    version    integer     NOT NULL,
    changed_at timestamptz NOT NULL
);

CREATE TABLE cluster_member (
    deployment    text        COLLATE "C" NOT NULL,
    address       text        COLLATE "C" NOT NULL,
    port          integer     NOT NULL,
    generation    integer     NOT NULL,
    silo_name     text        NOT NULL,
    host_name     text        NOT NULL,
    status        integer     NOT NULL,
    proxy_port    integer     NOT NULL,
    suspect_times text,
    start_time    timestamptz NOT NULL,
    alive_at      timestamptz NOT NULL,
    PRIMARY KEY (deployment, address, port, generation)
);

-- What the Orleans ADO.NET membership provider runs, by the names under which it asks for it. Status 6 is a silo that is dead.
CREATE TABLE OrleansQuery (
    QueryKey  text NOT NULL PRIMARY KEY,
    QueryText text NOT NULL
);

INSERT INTO OrleansQuery (QueryKey, QueryText) VALUES
('GatewaysQueryKey', '
    SELECT address AS Address, proxy_port AS ProxyPort, generation AS Generation
    FROM cluster_member WHERE deployment = @DeploymentId AND status = @Status AND proxy_port > 0'),
('MembershipReadAllKey', '
    SELECT v.deployment AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName,
        m.host_name AS HostName, m.status AS Status, m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes,
        m.start_time AS StartTime, m.alive_at AS IAmAliveTime, v.version AS Version
    FROM cluster_version AS v LEFT JOIN cluster_member AS m ON m.deployment = v.deployment
    WHERE v.deployment = @DeploymentId'),
('MembershipReadRowKey', '
    SELECT v.deployment AS DeploymentId, m.address AS Address, m.port AS Port, m.generation AS Generation, m.silo_name AS SiloName,
        m.host_name AS HostName, m.status AS Status, m.proxy_port AS ProxyPort, m.suspect_times AS SuspectTimes,
        m.start_time AS StartTime, m.alive_at AS IAmAliveTime, v.version AS Version
    FROM cluster_version AS v LEFT JOIN cluster_member AS m ON m.deployment = v.deployment
        AND m.address = @Address AND m.port = @Port AND m.generation = @Generation
    WHERE v.deployment = @DeploymentId'),
('InsertMembershipVersionKey', '
    WITH added AS (
        INSERT INTO cluster_version (deployment, version, changed_at) VALUES (@DeploymentId, 0, now())
        ON CONFLICT DO NOTHING RETURNING 1)
    SELECT EXISTS (SELECT FROM added)'),
('InsertMembershipKey', '
    WITH counted AS (
        UPDATE cluster_version SET version = version + 1, changed_at = now()
        WHERE deployment = @DeploymentId AND version = @Version AND NOT EXISTS (
            SELECT FROM cluster_member
            WHERE deployment = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING 1),
    added AS (
        INSERT INTO cluster_member
            (deployment, address, port, generation, silo_name, host_name, status, proxy_port, start_time, alive_at)
        SELECT @DeploymentId, @Address, @Port, @Generation, @SiloName, @HostName, @Status, @ProxyPort, @StartTime, @IAmAliveTime
        FROM counted RETURNING 1)
    SELECT EXISTS (SELECT FROM added)'),
('UpdateMembershipKey', '
    WITH counted AS (
        UPDATE cluster_version SET version = version + 1, changed_at = now()
        WHERE deployment = @DeploymentId AND version = @Version AND EXISTS (
            SELECT FROM cluster_member
            WHERE deployment = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation)
        RETURNING 1),
    changed AS (
        UPDATE cluster_member SET status = @Status, suspect_times = @SuspectTimes, alive_at = @IAmAliveTime
        FROM counted
        WHERE deployment = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation RETURNING 1)
    SELECT EXISTS (SELECT FROM changed)'),
('UpdateIAmAlivetimeKey', '
    UPDATE cluster_member SET alive_at = @IAmAliveTime
    WHERE deployment = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation'),
('DeleteMembershipTableEntriesKey', '
    WITH gone AS (DELETE FROM cluster_member WHERE deployment = @DeploymentId)
    DELETE FROM cluster_version WHERE deployment = @DeploymentId'),
('CleanupDefunctSiloEntriesKey', '
    DELETE FROM cluster_member WHERE deployment = @DeploymentId AND status = 6 AND alive_at < @IAmAliveTime'),
('CleanupDefunctSiloEntryKey', '
    DELETE FROM cluster_member
    WHERE deployment = @DeploymentId AND address = @Address AND port = @Port AND generation = @Generation AND status = 6
        AND start_time = @StartTime AND alive_at = @IAmAliveTime
        AND coalesce(suspect_times, '''') = coalesce(@SuspectTimes::text, '''')');
