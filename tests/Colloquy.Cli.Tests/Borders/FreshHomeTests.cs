namespace Colloquy.Cli.Tests;

public sealed class FreshHomeTests : CliTest
{
    private const UnixFileMode Closed = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    [Fact]
    public async Task The_first_command_works_in_an_empty_home()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return;

        var result = await Shell.RunAsync("echo 'My name is Ines' | colloquy chat && colloquy sessions list", Folder, ("HOME", Folder), ("XDG_DATA_HOME", null), ("COLLOQUY_STORE", null));

        Assert.Equal(0, result.ExitCode);
        Assert.Contains("Nice to meet you, Ines.", result.Output, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(Folder, ".local", "share", "colloquy", "colloquy.db")));
        foreach (var folder in (string[])[".local", ".local/share", ".local/share/colloquy"])
            Assert.Equal(Closed, new DirectoryInfo(Path.Combine(Folder, folder)).UnixFileMode);
    }

    [Theory]
    [InlineData("/data", "/home/ada", "/data")]
    [InlineData("", "/home/ada", "/home/ada/.local/share")]
    [InlineData(null, "/home/ada", "/home/ada/.local/share")]
    [InlineData("data", "/home/ada", "/home/ada/.local/share")]
    [InlineData("./data", "/home/ada", "/home/ada/.local/share")]
    [InlineData("~/data", "/home/ada", "/home/ada/.local/share")]
    [InlineData(null, "ada", "")]
    public void The_data_folder_is_that_of_the_XDG_specification(string? data, string? home, string expected)
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return;

        Assert.Equal(expected, DataFolder.Of(name => name == "XDG_DATA_HOME" ? data : name == "HOME" ? home : null));
    }

    [Fact]
    public async Task A_home_in_which_no_folder_can_be_made_is_told_in_a_sentence()
    {
        if (OperatingSystem.IsWindows() || OperatingSystem.IsMacOS())
            return;

        await File.WriteAllTextAsync(Path.Combine(Folder, "file"), "");

        var result = await Shell.RunAsync("echo Hello | colloquy chat", Folder, ("HOME", Path.Combine(Folder, "file")), ("XDG_DATA_HOME", null), ("COLLOQUY_STORE", null));

        Assert.Equal(1, result.ExitCode);
        Assert.Matches(@"^colloquy: The folder '.*/file/\.local/share/colloquy' cannot be made: .* Name a file elsewhere with --store or COLLOQUY_STORE\.\n$", result.Error);
    }
}
