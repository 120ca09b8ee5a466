using Colloquy.Encryption;

namespace Colloquy.Cli.Tests;

/// <summary>Encrypted stores on the command line.</summary>
public sealed class KeysTests : CliTest
{
    private string Keys => Path.Combine(Folder, "colloquy.keys");

    private string Target => Path.Combine(Folder, "new.db");

    [Fact]
    public async Task An_encrypted_store_is_read_with_its_keys_and_refused_without()
    {
        await WriteKeysAsync("k1");
        await RunAsync("Hello\n", ["chat", "--session", "ticket", "--key-file", Keys]);

        var shown = await RunAsync("sessions", "show", "ticket", "--key-file", Keys);
        var refused = await RunAsync("sessions", "show", "ticket");
        Variables["COLLOQUY_KEY_FILE"] = Keys;
        var byFile = await RunAsync("sessions", "show", "ticket");
        Variables.Remove("COLLOQUY_KEY_FILE");
        Variables["COLLOQUY_KEYS"] = (await File.ReadAllTextAsync(Keys)).Trim();
        var byKeys = await RunAsync("sessions", "show", "ticket");

        Assert.Contains("Hello", shown.Output, StringComparison.Ordinal);
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Equal($"colloquy: The store '{StorePath}' is encrypted. Name the file of its keys with --key-file or COLLOQUY_KEY_FILE.", refused.Error.TrimEnd());
        Assert.Equal([shown.Output, shown.Output], [byFile.Output, byKeys.Output]);
        Assert.DoesNotContain("Hello", System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(StorePath)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Several_processes_at_once_make_the_keys_of_a_user_once_and_read_what_the_others_wrote()
    {
        await WriteKeysAsync("k1");

        var results = await Task.WhenAll(Enumerable.Range(1, 3).Select(number =>
            Child.RunAsync("Colloquy.Cli", $"Hello {number}\n", "chat", "--session", $"ticket-{number}", "--user", "ada", "--store", StorePath, "--key-file", Keys)));

        Assert.Equal([0, 0, 0], results.Select(result => result.ExitCode));
        for (var number = 1; number <= 3; number++)
            Assert.Contains($"Hello {number}", (await RunAsync("sessions", "show", $"ticket-{number}", "--user", "ada", "--key-file", Keys)).Output, StringComparison.Ordinal);
        Assert.Equal("k1: the newest, encrypts the keys of 1 owner\n", (await RunAsync("keys", "list", "--key-file", Keys)).Output);
    }

    [Fact]
    public async Task Wrong_keys_are_refused_in_a_line_that_says_which_is_needed()
    {
        await WriteKeysAsync("k1");
        await RunAsync("Hello\n", ["chat", "--session", "ticket", "--key-file", Keys]);
        await WriteKeysAsync("k2");

        var refused = await RunAsync("sessions", "list", "--key-file", Keys);

        Assert.Equal((1, ""), (refused.ExitCode, refused.Output));
        Assert.StartsWith("colloquy: The key 'k1' is needed, and the ring does not have it. It has 'k2'.", Assert.Single(refused.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_of_keys_that_is_wrong_is_a_wrong_use_and_makes_no_store()
    {
        var missing = await RunAsync("chat", "--key-file", Keys);
        await File.WriteAllTextAsync(Keys, "k1: AAAA\n");
        Close();
        var wrong = await RunAsync("chat", "--key-file", Keys);

        Assert.Equal((2, 2, false), (missing.ExitCode, wrong.ExitCode, File.Exists(StorePath)));
        Assert.Contains($"file '{Keys}' is not there", missing.Error, StringComparison.Ordinal);
        Assert.Contains($"Line 1 of the file '{Keys}' has a key 'k1' of 3 bytes", wrong.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_copy_encrypts_and_decrypts_on_the_way()
    {
        await WriteKeysAsync("k1");
        await SeedAsync(new SessionKey("ticket", "ada"), "Hello", "And more");
        await RunAsync("state", "set", "theme", "17", "--user", "ada", "--scope", "user");
        var (plain, third) = (await RunAsync("sessions", "show", "ticket", "--user", "ada"), Path.Combine(Folder, "third.db"));

        var encrypted = await RunAsync("store", "copy", StorePath, Target, "--to-key-file", Keys);
        var there = await RunAsync("sessions", "show", "ticket", "--user", "ada", "--store", Target, "--key-file", Keys);
        var decrypted = await RunAsync("store", "copy", Target, third, "--from-key-file", Keys);
        var back = await RunAsync("sessions", "show", "ticket", "--user", "ada", "--store", third);
        var asItIs = await RunAsync("store", "copy", Target, Path.Combine(Folder, "fourth.db"));
        var read = await RunAsync("sessions", "show", "ticket", "--user", "ada", "--store", Path.Combine(Folder, "fourth.db"), "--key-file", Keys);

        Assert.Equal([0, 0, 0], [encrypted.ExitCode, decrypted.ExitCode, asItIs.ExitCode]);
        Assert.Equal([plain.Output, plain.Output, plain.Output], [there.Output, back.Output, read.Output]);
        Assert.Equal("17", (await RunAsync("state", "get", "theme", "--user", "ada", "--scope", "user", "--store", Target, "--key-file", Keys)).Output.Trim());
        Assert.Equal(2, (await RunAsync("sessions", "list", "--store", Target)).ExitCode);
    }

    [Fact]
    public async Task Keys_are_made_listed_and_rotated()
    {
        await WriteKeysAsync("k1");
        foreach (var user in (string[])["ada", "ben"])
            await RunAsync("Hello\n", ["chat", "--session", "ticket", "--user", user, "--key-file", Keys]);
        await File.AppendAllTextAsync(Keys, (await RunAsync("keys", "new", "k2")).Output);

        var before = await RunAsync("keys", "list", "--key-file", Keys);
        var dry = await RunAsync("keys", "rotate", "--key-file", Keys, "--dry-run");
        var rotated = await RunAsync("keys", "rotate", "--key-file", Keys);
        var after = await RunJsonAsync("keys", "list", "--key-file", Keys);
        var again = await RunJsonAsync("keys", "rotate", "--key-file", Keys);

        Assert.Equal("k1: encrypts the keys of 2 owners\nk2: the newest, encrypts the keys of 0 owners\n", before.Output);
        Assert.Equal("To be put under the key 'k2': the keys of 2 owners, of 2.", dry.Output.TrimEnd());
        Assert.Equal("Put under the key 'k2': the keys of 2 owners, of 2.", rotated.Output.TrimEnd());
        Assert.Equal([("k1", 0), ("k2", 2)], after.GetProperty("keys").EnumerateArray().Select(key => (key.GetProperty("id").GetString()!, key.GetProperty("owners").GetInt32())));
        Assert.Equal((2, 0), (again.GetProperty("owners").GetInt32(), again.GetProperty("rewrapped").GetInt32()));
        Assert.Contains("Hello", (await RunAsync("sessions", "show", "ticket", "--user", "ben", "--key-file", Keys)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_is_encrypted_with_new_keys_after_a_question()
    {
        await WriteKeysAsync("k1");
        foreach (var user in (string[])["ada", "ben"])
            await RunAsync("Hello\n", ["chat", "--session", "ticket", "--user", user, "--key-file", Keys]);
        var before = await RunAsync("sessions", "show", "ticket", "--user", "ben", "--key-file", Keys);

        var dry = await RunAsync("keys", "rekey", "--key-file", Keys, "--dry-run");
        var asked = await RunAsync("keys", "rekey", "--key-file", Keys);
        var done = await RunAsync("keys", "rekey", "--key-file", Keys, "--yes", "--alone");
        var one = await RunJsonAsync("keys", "rekey", "--key-file", Keys, "--yes", "--alone", "--no-scrub", "--user", "ada");

        Assert.Equal("To be given new keys: 2 users and applications with 2 conversations.", dry.Output.TrimEnd());
        Assert.Equal((2, "colloquy: Encrypting anew needs --yes where nobody can be asked; --dry-run counts what would be done.\n"), (asked.ExitCode, asked.Error));
        Assert.StartsWith("Given new keys: 2 users and applications with 2 conversations, ", done.Output, StringComparison.Ordinal);
        Assert.Equal((1, 1, 1, true, false), (one.GetProperty("owners").GetInt32(), one.GetProperty("totalOwners").GetInt32(), one.GetProperty("sessions").GetInt32(), one.GetProperty("complete").GetBoolean(), one.GetProperty("scrubbed").GetBoolean()));
        Assert.Equal(before.Output, (await RunAsync("sessions", "show", "ticket", "--user", "ben", "--key-file", Keys)).Output);
    }

    [Fact]
    public async Task What_cannot_be_encrypted_with_new_keys_is_named()
    {
        await WriteKeysAsync("k1");
        await RunAsync("Hello\n", ["chat", "--session", "ticket", "--user", "ada", "--key-file", Keys]);
        var first = await File.ReadAllTextAsync(Keys);
        await File.AppendAllTextAsync(Keys, (await RunAsync("keys", "new", "k2")).Output);
        await RunAsync("Hello\n", ["chat", "--session", "ticket", "--user", "ben", "--key-file", Keys]);
        await File.WriteAllTextAsync(Keys, first);

        var done = await RunAsync("keys", "rekey", "--key-file", Keys, "--yes", "--alone", "--no-scrub");

        Assert.Equal(1, done.ExitCode);
        Assert.Contains("Given new keys: 1 user or application with 1 conversation, ", done.Output, StringComparison.Ordinal);
        Assert.Contains("The keys of user 'ben' in app 'default' were left as they are. The key 'k2' is needed", done.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_id_and_missing_keys_are_wrong_uses()
    {
        await SeedAsync(new SessionKey("ticket"), "Hello");

        Assert.Equal(2, (await RunAsync("keys", "list")).ExitCode);
        Assert.Contains("--key-file", (await RunAsync("keys", "rotate")).Error, StringComparison.Ordinal);
        Assert.Contains("no id of a key", (await RunAsync("keys", "new", "no id")).Error, StringComparison.Ordinal);
    }

    private async Task WriteKeysAsync(string id)
    {
        await File.WriteAllTextAsync(Keys, $"{KeyRing.CreateLine(id)}\n");
        Close();
    }

    private void Close()
    {
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
