using SyncOps.Silo.Storage;
using SyncOps.Storage;

namespace SyncOps.Tests.Cluster.Storage;

public sealed class DataDirectoryTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("syncops-test-").FullName;

    private string Data => Path.Combine(_parent, "a", "data");

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void A_second_opener_is_told_which_directory_who_has_it_and_the_way_out()
    {
        using var first = DataDirectory.Open(Data);

        var refused = Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(Data));
        Assert.Contains(Data, refused.Message, StringComparison.Ordinal);
        Assert.Contains($"process {Environment.ProcessId} ", refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data DIR", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_owner_who_left_lets_the_next_one_in()
    {
        DataDirectory.Open(Data).Dispose();
        using var second = DataDirectory.Open(Data);
        Assert.Equal(Path.Combine(Data, "syncops.db"), second.DatabaseFile);
    }

    [Fact]
    public void A_new_directory_is_for_its_owner_only()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such modes.");
        using var directory = DataDirectory.Open(Data);
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Data));
    }

    [Fact]
    public void A_file_in_the_directorys_place_is_refused_with_the_way_out()
    {
        var file = Path.Combine(_parent, "file");
        File.WriteAllText(file, "");

        var refused = Assert.Throws<DataDirectoryException>(() => DataDirectory.Open(file));
        Assert.Contains($"The data directory {file} cannot be used", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_default_is_a_rooted_folder_named_after_the_product()
    {
        Assert.True(Path.IsPathRooted(DataDirectory.DefaultPath()));
        Assert.Equal("syncops", Path.GetFileName(DataDirectory.DefaultPath()));
    }
}
