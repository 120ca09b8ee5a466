using Colloquy.Cli;
using Colloquy.Sqlite;

SqliteRuntime.UseSystemLibrary();
using var interrupts = new Interrupts();
using var signals = interrupts.Listen();
return await CommandLine.RunAsync(args, CliHost.OfProcess(interrupts)).ConfigureAwait(false);
