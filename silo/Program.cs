using System.CommandLine;
using SyncOps.Silo;

// One process that is everything: silo, client API, web page, storage, demo floor.
var urls = new Option<string>("--urls")
{
    Description = "Addresses to serve, separated by semicolons; loopback only.",
    DefaultValueFactory = _ => Environment.GetEnvironmentVariable("ASPNETCORE_URLS") ?? "http://127.0.0.1:8080",
};
var data = new Option<string?>("--data")
{
    Description = "Directory of everything durable; default: syncops in your local application data.",
};
var noDemo = new Option<bool>("--no-demo") { Description = "Do not run the live demo floor." };
var demoSpeed = new Option<int?>("--demo-speed") { Description = "Times real time that the demo floor runs at, 1 to 600; default 60." };

var root = new RootCommand("SyncOps: silo, client API, web page and storage in one process.") { urls, data, noDemo, demoSpeed };
root.SetAction((parsed, _) => SyncOpsHost.Run(new HostSettings
{
    Urls = parsed.GetValue(urls)!,
    DataDirectory = parsed.GetValue(data),
    Demo = !parsed.GetValue(noDemo),
    DemoSpeed = parsed.GetValue(demoSpeed),
}));
return await root.Parse(args).InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
