using System.Diagnostics;

namespace Colloquy.Samples;

/// <summary>Plays the scenes of the repair desk, each in a process of its own. The file is all that they share.</summary>
public static class Demo
{
    public static async Task<int> RunInTemporaryFileAsync()
    {
        var folder = Directory.CreateTempSubdirectory("colloquy-repair-desk-");
        try
        {
            return await RunAsync(Path.Combine(folder.FullName, "desk.db"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static async Task<int> RunAsync(string store)
    {
        Print.Opening(store);
        foreach (var scene in Scenes.Names)
        {
            var exitCode = await PlayInProcessAsync(scene, store);
            if (exitCode != 0)
                return exitCode;
        }

        return 0;
    }

    // The child writes to the same output, so that it reads as one play.
    private static async Task<int> PlayInProcessAsync(string scene, string store)
    {
        var program = Environment.ProcessPath!;
        var start = new ProcessStartInfo(program) { UseShellExecute = false };
        if (Path.GetFileNameWithoutExtension(program) == "dotnet")
            start.ArgumentList.Add(typeof(Demo).Assembly.Location);
        foreach (var argument in new[] { "--store", store, "--scene", scene })
            start.ArgumentList.Add(argument);

        using var process = Process.Start(start)!;
        await process.WaitForExitAsync();
        return process.ExitCode;
    }
}
