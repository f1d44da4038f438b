var builder = WebApplication.CreateBuilder(args);
await using var host = builder.Build();
await host.RunAsync();
