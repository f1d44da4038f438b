using Microsoft.Extensions.Options;
using SyncOps.Grains;

namespace SyncOps.Silo.Storage;

/// <summary>Rows go to the archive months after a start: whether they can is known at the start.</summary>
internal sealed class ArchiveDirectoryRule : IValidateOptions<GridOptions>
{
    public ValidateOptionsResult Validate(string? name, GridOptions options)
    {
        if (string.IsNullOrWhiteSpace(options.ArchiveDirectory)) return ValidateOptionsResult.Success;
        try
        {
            Directory.CreateDirectory(options.ArchiveDirectory);
            var probe = Path.Combine(options.ArchiveDirectory, $".syncops-{Guid.NewGuid():N}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
            return ValidateOptionsResult.Success;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return ValidateOptionsResult.Fail(
                $"Grid:ArchiveDirectory is {options.ArchiveDirectory}; files cannot be made in it: {e.Message} " +
                "Name a directory that this account may write to, or leave it out to archive nothing.");
        }
    }
}
