using System.CommandLine;
using SyncOps.Silo;

// One process: by default everything, silo, client API, web page, storage and demo floor; with a database, a part of a cluster.
var urls = new Option<string>("--urls")
{
    Description = "Addresses to serve, separated by semicolons; loopback only.",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? "http://127.0.0.1:8080",
};
var data = new Option<string?>("--data")
{
    Description = "Directory of everything durable; default: syncops in your local application data.",
};
var postgres = new Option<string?>("--postgres")
{
    Description = "Connection string of a PostgreSQL database to use in place of the data directory; also SYNCOPS_POSTGRES.",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("SYNCOPS_POSTGRES"),
};
var migrateOnly = new Option<bool>("--migrate-only") { Description = "Bring the PostgreSQL database up to date and end." };
var role = new Option<HostRole>("--role") { Description = "all, silo or gateway.", DefaultValueFactory = _ => HostRole.All };
var siloPort = new Option<int?>("--silo-port") { Description = "Port that other silos reach this one at; default: a free one." };
var gatewayPort = new Option<int?>("--gateway-port") { Description = "Port that gateways reach this silo at; default: a free one." };
var demo = new Option<bool>("--demo") { Description = "Run the live demo floor in a gateway, too." };
var noDemo = new Option<bool>("--no-demo") { Description = "Do not run the live demo floor." };
var demoSpeed = new Option<int?>("--demo-speed") { Description = "Times real time that the demo floor runs at, 1 to 600; default 60." };

var root = new RootCommand("SyncOps: silo, client API, web page and storage in one process, or a part of a cluster.") 
{
    urls, data, postgres, migrateOnly, role, siloPort, gatewayPort, demo, noDemo, demoSpeed,
};
root.SetAction((parsed, _) => SyncOpsHost.Run(new HostSettings
{
    Urls = parsed.GetValue(urls)!,
    DataDirectory = parsed.GetValue(data),
    Postgres = parsed.GetValue(postgres) is { Length: > 0 } given ? given : null,
    MigrateOnly = parsed.GetValue(migrateOnly),
    Role = parsed.GetValue(role),
    SiloPort = parsed.GetValue(siloPort),
    GatewayPort = parsed.GetValue(gatewayPort),
    Demo = parsed.GetValue(noDemo) ? false : parsed.GetValue(demo) ? true : null,
    DemoSpeed = parsed.GetValue(demoSpeed),
}));
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
