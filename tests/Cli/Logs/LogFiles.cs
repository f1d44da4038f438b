using System.IO.Compression;
using System.Text;
using SyncOps.Cli.Logs;
using SyncOps.Engine.Discovery;

namespace SyncOps.Tests.Cli.Logs;

/// <summary>Log files in a folder of their own, which goes when the test ends.</summary>
public sealed class LogFiles : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("syncops-logs-");

    public string Write(string name, string text) => Write(name, Encoding.UTF8.GetBytes(text));

    public string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(_folder.FullName, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }

    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    public static byte[] Gzip(string text)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Optimal)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }

    /// <summary>Executions as <c>row case activity resource start-end</c>.</summary>
    internal static string[] Told(LogFile file) => [.. file.Log.Executions.Select(Told)];

    public void Dispose() => _folder.Delete(recursive: true);

    private static string Told(Execution e) => $"{e.Row} {e.Case} {e.Activity} {e.Resource} {e.Start:HH:mm}-{e.End:HH:mm}";
}
