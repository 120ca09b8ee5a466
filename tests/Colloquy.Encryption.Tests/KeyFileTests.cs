using System.Text;

namespace Colloquy.Encryption.Tests;

/// <summary>A file of keys that is wrong is refused by its name and line, and what it says is not shown.</summary>
public sealed class KeyFileTests : IDisposable
{
    private const string Good = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
    private const string Other = "BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBA=";

    private readonly TempFolder _folder = new();

    private string Path => _folder.File("colloquy.keys");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData($"k1: {Good}")]
    [InlineData($"\uFEFFk1: {Good}\r\n")]
    [InlineData($"# a comment\r\n\r\n  k1 :{Good}  \n\n")]
    [InlineData("k1: 0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("k1: ABCDEFabcdef0000000000000000000000000000000000000000000000000000")]
    public void A_key_is_read(string text)
    {
        Write(text);

        using var ring = KeyRing.FromFile(Path);

        Assert.Equal(["k1"], ring.Ids);
    }

    [Fact]
    public async Task The_last_key_of_the_last_file_is_the_newest()
    {
        Write($"k1: {Good}");
        var second = _folder.File("second.keys");
        Write($"k2: {Other}\nk3: {KeyRing.CreateLine("x")[3..]}", second);

        using var ring = KeyRing.FromFile(Path, second);

        Assert.Equal(["k1", "k2", "k3"], ring.Ids);
        Assert.Equal("k3", await ring.GetNewestIdAsync());
    }

    [Theory]
    [InlineData($"k1 {Good}", 1, "has no ':'")]
    [InlineData($"# keys\nk1: {Good}\n: {Good}", 3, "has no id")]
    [InlineData($"a key: {Good}", 1, "has no id")]
    [InlineData("k1:", 1, "of 0 bytes")]
    [InlineData("k1: AAAA", 1, "of 3 bytes")]
    [InlineData("k1: 00000000000000000000000000000000", 1, "of 24 bytes")]
    [InlineData($"k1: {Good}{Good}", 1, "neither base64")]
    [InlineData("k1: AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", 1, "of 36 bytes")]
    [InlineData("k1: hunter2hunter2!", 1, "neither base64")]
    [InlineData($"k1: {Good}\nk1: {Other}", 2, "has the id 'k1' again")]
    public void A_line_that_is_wrong_is_refused_by_its_number(string text, int line, string problem)
    {
        Write(text);

        var refused = Assert.Throws<KeyFileException>(() => KeyRing.FromFile(Path));

        Assert.Equal(((int?)line, $"file '{Path}'"), (refused.Line, refused.Location));
        Assert.Contains(problem, refused.Message, StringComparison.Ordinal);
        Assert.StartsWith($"Line {line} of the file '{Path}'", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Good, refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "has no key")]
    [InlineData("# nothing\n\n", "has no key")]
    public void A_file_without_a_key_is_refused(string text, string problem)
    {
        Write(text);

        Assert.Contains(problem, Assert.Throws<KeyFileException>(() => KeyRing.FromFile(Path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_is_refused_by_its_name()
    {
        foreach (var path in (string[])[Path, _folder.File("no/folder/keys")])
            Assert.Contains($"file '{path}' is not there", Assert.Throws<KeyFileException>(() => KeyRing.FromFile(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_folder_and_a_file_that_is_no_text_are_refused()
    {
        Directory.CreateDirectory(Path);
        Close(Path, UnixFileMode.UserExecute);
        Assert.Contains("is a folder", Assert.Throws<KeyFileException>(() => KeyRing.FromFile(Path)).Message, StringComparison.Ordinal);
        Directory.Delete(Path);
        File.WriteAllBytes(Path, [0xFF, 0xFE, 0x00, 0x80]);
        Close(Path);

        Assert.Contains("is not text in UTF-8", Assert.Throws<KeyFileException>(() => KeyRing.FromFile(Path)).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherWrite)]
    public void A_file_that_is_open_to_everybody_is_refused(UnixFileMode mode)
    {
        Write($"k1: {Good}");
        if (OperatingSystem.IsWindows())
            return;
        Close(Path, mode);

        var refused = Assert.Throws<KeyFileException>(() => KeyRing.FromFile(Path));

        Assert.Contains($"chmod 600 {Path}", refused.Message, StringComparison.Ordinal);
        Close(Path, UnixFileMode.GroupRead);
        KeyRing.FromFile(Path).Dispose();
    }

    [Fact]
    public void A_variable_that_is_not_set_is_refused_by_its_name()
    {
        var refused = Assert.Throws<KeyFileException>(() => KeyRing.FromEnvironment("COLLOQUY_KEYS_THAT_NOBODY_SET"));

        Assert.Contains("environment variable COLLOQUY_KEYS_THAT_NOBODY_SET is not set", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_new_key_is_random_and_can_be_read()
    {
        var lines = Enumerable.Range(0, 100).Select(_ => KeyRing.CreateLine("k1")).ToList();

        Assert.Equal(100, lines.Distinct().Count());
        Assert.All(lines, line => Assert.Equal(["k1"], KeyRing.Parse(line, "test").Ids));
        Assert.Throws<ArgumentException>(() => KeyRing.CreateLine("no id"));
    }

    private void Write(string text, string? path = null)
    {
        File.WriteAllText(path ?? Path, text, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        Close(path ?? Path);
    }

    private static void Close(string path, UnixFileMode more = UnixFileMode.None)
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | more);
    }
}
