// A process for a test to start, and to kill: it starts a server with pgbouncer before it, says where they are, and waits.
await using var server = await PostgresServer.CreateAsync();
await using var bouncer = await PgBouncer.StartAsync(server.ConnectionString());
Console.WriteLine(server.Folder);
Console.WriteLine(bouncer.Folder);
Console.WriteLine("ready");
Console.ReadLine();
