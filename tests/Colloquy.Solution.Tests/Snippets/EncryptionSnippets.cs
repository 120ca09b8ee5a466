using Colloquy.Encryption;
using Colloquy.Offline;
using Colloquy.Sqlite;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Xunit;

namespace Colloquy.Solution.Tests;

/// <summary>The code of docs/encryption.md, compiled and run.</summary>
[Collection(nameof(WorkingFolder))]
public sealed class EncryptionSnippets : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("colloquy-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public async Task An_application_encrypts_its_store_as_the_page_says()
    {
        using var inside = new WorkingFolder(_folder);
        var keyFile = Path.Combine(_folder.FullName, "colloquy.keys");
        await WriteAsync(keyFile);
        await RunAsync(builder =>
        {
            // snippet: encryption-hosting
            builder.Services.AddColloquy()
                .UseSqlite("desk.db")
                .UseEncryption(keyFile)
                .AddAgent("desk");

            // snippet: end
            builder.Services.AddSingleton<IChatClient>(new OfflineChatClient());
        });
        File.Delete("desk.db");
        await RunAsync(builder =>
        {
            builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();

            // snippet: encryption-data-protection
            builder.Services.AddColloquy()
                .UseSqlite("desk.db")
                .UseEncryption(services => new DataProtectionKeyRing(services.GetRequiredService<IDataProtectionProvider>()));

            // snippet: end
        });
    }

    [Fact]
    public async Task A_store_is_encrypted_as_the_page_says()
    {
        using var inside = new WorkingFolder(_folder);
        var keyFile = Path.Combine(_folder.FullName, "colloquy.keys");
        await WriteAsync(keyFile);

        // snippet: encryption-open
        using var keys = KeyRing.FromFile(keyFile);
        await using var store = await EncryptedSessionStore.OpenAsync(await SqliteSessionStore.OpenAsync("desk.db"), keys);
        var session = await store.OpenAsync(new SessionKey("case-17", user: "ada"));

        // snippet: end
        await session.AddAsync(new ChatMessage(ChatRole.User, "The pump leaks."));
        Assert.Equal("The pump leaks.", (await session.GetItemsAsync())[0].Text);
    }

    [Fact]
    public async Task A_store_is_given_new_keys_as_the_page_says()
    {
        using var inside = new WorkingFolder(_folder);
        using var keys = KeyRing.Parse(KeyRing.CreateLine("2026-11"), "test");
        await using var store = await EncryptedSessionStore.OpenAsync(await SqliteSessionStore.OpenAsync("desk.db"), keys, new EncryptionOptions { KeyCacheDuration = TimeSpan.FromMilliseconds(1) });
        var session = await store.OpenAsync(new SessionKey("case-17", user: "ada"));
        await session.AddAsync(new ChatMessage(ChatRole.User, "The pump leaks."));

        // snippet: encryption-rekey
        var report = await store.RekeyAsync(progress: new Progress<RekeyReport>(done => Console.WriteLine($"{done.Sessions} sessions, {done.Owners} of {done.TotalOwners} owners")));
        foreach (var problem in report.Problems)
            Console.WriteLine(problem);

        // snippet: end
        Assert.Equal((1, 1, true), (report.Sessions, report.Owners, report.IsComplete));
        Assert.Equal("The pump leaks.", (await session.GetItemsAsync())[0].Text);
    }

    private static async Task RunAsync(Action<HostApplicationBuilder> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        configure(builder);
        using var host = builder.Build();
        await host.StartAsync();
        await using (var plain = await SqliteSessionStore.OpenAsync("desk.db"))
        {
            var session = await host.Services.GetRequiredService<ISessionStore>().OpenAsync(new SessionKey("case-17", user: "ada"));
            await session.AddAsync(new ChatMessage(ChatRole.User, "The pump leaks."));
            Assert.True(await EncryptedSessionStore.HasKeysAsync(plain));
        }

        await host.StopAsync();
    }

    private static async Task WriteAsync(string keyFile)
    {
        await File.WriteAllTextAsync(keyFile, KeyRing.CreateLine("2026-11"));
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(keyFile, UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }
}
