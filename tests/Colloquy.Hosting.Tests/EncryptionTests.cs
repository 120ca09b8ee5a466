using Colloquy.Encryption;
using Colloquy.Sqlite;
using Microsoft.AspNetCore.DataProtection;

namespace Colloquy.Hosting.Tests;

/// <summary>An application encrypts its store by one line.</summary>
public sealed class EncryptionTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    private string Keys => Path.Combine(_folder.FullName, "colloquy.keys");

    private string Store => Path.Combine(_folder.FullName, "desk.db");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_store_is_encrypted_in_whichever_order_it_is_said(bool encryptsFirst)
    {
        WriteKeys();
        var builder = App.Create();
        _ = encryptsFirst ? builder.Services.AddColloquy().UseEncryption(Keys).UseSqlite(Store) : builder.Services.AddColloquy().UseSqlite(Store).UseEncryption(Keys);
        using (var host = await builder.StartAsync())
        {
            await (await host.OpenAsync("case-17")).AddAsync(new ChatMessage(ChatRole.User, "Hello."));
            await host.StopAsync();
        }

        Assert.DoesNotContain("Hello.", await ReadAllAsync(), StringComparison.Ordinal);
        var next = App.Create();
        next.Services.AddColloquy().UseSqlite(Store).UseEncryption(Keys);
        using var again = await next.StartAsync();
        Assert.Equal("Hello.", (await (await again.OpenAsync("case-17")).GetItemsAsync())[0].Text);
        await again.StopAsync();
    }

    [Fact]
    public async Task A_file_of_keys_that_is_not_there_stops_the_start_by_its_name()
    {
        var builder = App.Create();
        builder.Services.AddColloquy().UseSqlite(Store).UseEncryption(Keys);

        var refused = await builder.FailAsync();

        Assert.IsType<KeyFileException>(refused.InnerException);
        Assert.Contains($"SQLite file '{Store}', encryption", refused.Message, StringComparison.Ordinal);
        Assert.Contains($"file '{Keys}' is not there", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_data_protection_encrypt_a_choice_of_the_configuration()
    {
        var builder = App.Create(("Colloquy:Store", "file"));
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddColloquy().AddStoreChoice("file", store => store.UseSqlite(Store).UseEncryption(services => new DataProtectionKeyRing(services.GetRequiredService<IDataProtectionProvider>())));
        using var host = await builder.StartAsync();
        var session = await host.OpenAsync("case-17");

        await session.AddAsync(new ChatMessage(ChatRole.User, "Hello."));

        Assert.Equal("Hello.", (await session.GetItemsAsync())[0].Text);
        await using var plain = await SqliteSessionStore.OpenAsync(Store);
        Assert.True(await EncryptedSessionStore.HasKeysAsync(plain));
        await host.StopAsync();
    }

    [Fact]
    public void Encryption_before_the_store_of_a_choice_is_refused()
    {
        var builder = App.Create();

        var refused = Assert.Throws<InvalidOperationException>(() => builder.Services.AddColloquy().AddStoreChoice("file", store => store.UseEncryption(Keys).UseSqlite(Store)));

        Assert.Contains("puts encryption in front of a store that is not chosen yet", refused.Message, StringComparison.Ordinal);
    }

    private void WriteKeys()
    {
        File.WriteAllText(Keys, KeyRing.CreateLine("k1"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Keys, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    private async Task<string> ReadAllAsync()
    {
        var all = "";
        foreach (var path in Directory.GetFiles(_folder.FullName, "desk.db*"))
            all += System.Text.Encoding.Latin1.GetString(await File.ReadAllBytesAsync(path));
        return all;
    }
}
