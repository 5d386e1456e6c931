import "./app/app-shell";
